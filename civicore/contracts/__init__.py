"""What plugins say to each other: questions as Protocols, news as frozen dataclasses; one file a conversation."""
