"""What leaves the workbench on paper: notices as PDF, registers as Excel."""
