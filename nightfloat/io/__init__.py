"""Everything read and written: files, workbooks, benchmark formats and the store."""
