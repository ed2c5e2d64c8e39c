"""The citizen's door: find a service, take a number, follow it. Every page works without JavaScript."""
