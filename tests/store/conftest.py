"""Fixtures that the store's tests share."""

from __future__ import annotations

from tests.secret_service import secret_service

__all__ = ["secret_service"]
