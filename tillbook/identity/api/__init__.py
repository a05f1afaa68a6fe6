"""HTTP doors: signing in, people and their PINs, keys, enrolment of tills."""

from ninja import Router

from tillbook.identity.api import devices, keys, people, session

router = Router()
router.add_router("", session.router)
router.add_router("", people.router)
router.add_router("", keys.router)
router.add_router("", devices.router)
