"""What is on the slip, drivers, printer status, the virtual printer."""
