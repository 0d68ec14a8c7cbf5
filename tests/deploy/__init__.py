"""Holds docker-compose.yml and the Dockerfile to their promises, natively: no engine is needed."""
