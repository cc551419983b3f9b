"""The lists of the workbench, searching, and doing one thing to many cases."""
