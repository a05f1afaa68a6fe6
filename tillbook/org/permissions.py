ORG_READ = "org.read"
ORG_MANAGE = "org.manage"
ORG_ENROL = "org.enrol"
