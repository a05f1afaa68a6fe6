from tillbook.org import queries


def a_location(**more):
    return {"code": "STORE002", "name": "Harbour", "time_zone": "Europe/Lisbon"} | more


def test_a_location_is_opened_found_by_code_and_changed(shop):
    opened = shop.owner.post("/locations", a_location(day_cutoff="05:30", tax_region="PT"))
    assert opened.status_code == 201, opened.body

    shown = shop.owner.get("/locations/STORE002")
    changed = shop.owner.patch(
        "/locations/STORE002", {"address": "1 Quay"}, **{"If-Match": shown["ETag"]}
    )
    late = shop.owner.patch(
        "/locations/STORE002", {"address": "2 Quay"}, **{"If-Match": shown["ETag"]}
    )

    assert shown.body["day_cutoff"] == "05:30"
    assert changed.body["address"] == "1 Quay"
    assert late.status_code == 412
    assert shop.owner.get("/locations/STORE002").body["address"] == "1 Quay"


def test_what_cannot_be_a_location_is_refused(shop):
    def code_of(answer):
        return answer.body["code"]

    assert code_of(shop.owner.post("/locations", a_location(code="STORE001"))) == "org.code_taken"
    assert code_of(shop.owner.post("/locations", a_location(code="my shop"))) == "org.code_unfit"
    mars = shop.owner.post("/locations", a_location(time_zone="Mars/Olympus"))
    assert code_of(mars) == "org.time_zone_unknown"
    path = shop.owner.post("/locations", a_location(time_zone="../etc/passwd"))
    assert code_of(path) == "org.time_zone_unknown"
    unknown = shop.owner.post("/locations", a_location(business_id=str(shop.id)))
    assert (unknown.status_code, code_of(unknown)) == (422, "kernel.input_unreadable")
    assert shop.owner.post("/locations", a_location()).status_code == 201, "nothing was left over"


def test_the_same_code_may_be_used_by_two_businesses(shop, other_shop):
    with shop.working():
        here = queries.location("STORE001").id
    with other_shop.working():
        there = queries.location("STORE001").id

    assert here != there


def test_business_settings_change_but_the_currency_does_not(shop):
    changed = shop.owner.patch("/business", {"rounding": "document", "tax_number": "DE1"})
    currency = shop.owner.patch("/business", {"currency": "USD"})

    assert (changed.body["rounding"], changed.body["version"]) == ("document", 2)
    assert currency.status_code == 422


def test_a_register_stands_in_a_location_of_its_own_business(shop, other_shop):
    body = {"location": other_shop.location, "code": "T2", "name": "Theirs"}

    assert shop.owner.post("/registers", body).status_code == 404
    again = shop.owner.post("/registers", body | {"location": shop.location, "code": "T1"})
    assert again.body["code"] == "org.code_taken"


def test_who_is_limited_to_a_location_sees_and_moves_only_that(shop):
    other = shop.opens_location("STORE002")
    _, manager = shop.hires("manager", locations=[other])

    assert [each["code"] for each in manager.get("/locations").body["data"]] == ["STORE002"]
    assert manager.get("/locations/STORE001").status_code == 404
    assert manager.get("/registers").body["data"] == []
    body = {"location": shop.location, "code": "T2", "name": "Other"}
    assert manager.post("/registers", body).status_code == 404
    assert manager.post("/registers", body | {"location": other}).status_code == 201
    path = f"/registers/{shop.register}/enrolment-code"
    assert manager.post(path).status_code == 404
    assert manager("DELETE", f"/registers/{shop.register}/device").status_code == 404


def test_tills_hear_of_changed_places(shop):
    from tillbook.kernel import sets

    def noted():
        sql = (
            "SELECT kind FROM kernel_change WHERE kind NOT IN ('staff', 'tender') ORDER BY position"
        )
        with shop.working():
            return [kind for (kind,) in sets.execute(sql)]

    before = noted()
    shop.owner.patch("/business", {"name": "Chicer Threads"})
    shop.owner.post("/locations", a_location())

    assert before == ["business", "location", "register"]
    assert noted() == ["location", "register", "business", "location"]


def test_a_retired_register_is_gone_with_its_till(shop):
    till = shop.enrols()

    assert shop.owner("DELETE", f"/registers/{shop.register}").status_code == 204

    assert shop.owner.get("/registers").body["data"] == []
    assert till.get("/session").status_code == 401
