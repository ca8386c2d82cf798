"""What people take away: a grid for the terminal, a workbook, and tables; nothing here decides."""
