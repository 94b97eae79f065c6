"""The extract for the inspection file: facts and sources, frozen at the decision, without estimate, ground or lot."""
