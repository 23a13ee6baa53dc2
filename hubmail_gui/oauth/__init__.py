"""What every method with an access token needs, once (RFC 6749): the way of a mail, the token, the answers."""
