"""What people must hold to see or change what the shop sells."""

CATALOG_READ = "catalog.read"
CATALOG_EDIT = "catalog.edit"
