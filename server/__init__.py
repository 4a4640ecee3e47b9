"""Puts the house together: the app, the command line. The only room that imports all others."""
