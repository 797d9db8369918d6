"""Generative adversarial networks: one architecture a file."""
