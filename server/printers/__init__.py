"""The printers' page: how each is, its roll, its newest jobs, the test print."""
