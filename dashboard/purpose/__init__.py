"""Why a dossier is opened: asked or carried along, held against the plan where that is possible, and recorded."""
