"""The names under which what is collected of a party is sealed."""

NAME, PHONE, ADDRESS = "disputes.party.name", "disputes.party.phone", "disputes.party.address"
