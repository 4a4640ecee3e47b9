"""A clerk calls, serves, finishes, sends on; the guide desk."""
