"""The queue itself: rules without database, clock or web; then storage, and the one class that does things."""
