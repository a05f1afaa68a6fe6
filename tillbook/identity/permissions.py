IDENTITY_READ_PEOPLE = "identity.read_people"
IDENTITY_MANAGE_PEOPLE = "identity.manage_people"
IDENTITY_MANAGE_KEYS = "identity.manage_keys"
IDENTITY_VERIFY_PINS = "identity.verify_pins"
