"""The names under which what is collected of a party, and what is made of it, is sealed."""

NAME, PHONE, ADDRESS = "disputes.party.name", "disputes.party.phone", "disputes.party.address"
CODE, AGREEMENT = "disputes.party.code", "disputes.agreement"
