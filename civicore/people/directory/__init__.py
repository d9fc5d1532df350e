"""Staff who sign in by the town's own directory (OpenID Connect, authorization code with PKCE)."""
