"""Looking around: what the DNS says, and what servers show to somebody who only looks."""
