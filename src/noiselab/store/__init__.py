"""What a study has on disk, and the status of each point."""
