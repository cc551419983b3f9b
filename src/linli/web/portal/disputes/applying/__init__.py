"""The application for mediation, one question per screen."""
