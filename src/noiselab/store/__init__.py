"""What lies on disk, and where each point stands."""
