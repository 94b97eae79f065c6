"""The evidence pack: gathered from the artefacts and from what people answered, written for judges and citizens."""
