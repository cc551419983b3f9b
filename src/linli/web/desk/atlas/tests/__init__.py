"""Tests of 图上办公."""
