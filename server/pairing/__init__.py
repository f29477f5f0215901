"""Where whoever installs a kiosk or a display types the code that pairs it."""
