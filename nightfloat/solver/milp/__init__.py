"""The neutral model as a mixed-integer programme, solved by HiGHS in a process of its own."""
