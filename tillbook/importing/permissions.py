"""What people must hold to bring in data from old systems."""

IMPORTING_READ = "importing.read"
IMPORTING_EDIT = "importing.edit"
