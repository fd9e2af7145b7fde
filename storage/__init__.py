"""Storage: the tables, one module a query family, and transactions. Imports ``bot``, never an adapter."""
