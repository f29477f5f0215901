"""Days played with a virtual clock through the rules that the kiosk and the desk use: a planner's tool."""
