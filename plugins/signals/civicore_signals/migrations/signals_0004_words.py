"""The words of cases, so that a rare one is found among very many without reading them all.

Both indexes follow the column ``search`` by themselves, within the same transaction: what is redacted or erased there
cannot be found any more. SQLite keeps numbers of its own for cases, because those of the rows may change.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from civicore import migration

ID = "signals_0004_words"

_SQLITE = (
    "CREATE TABLE signals_worded (id INTEGER PRIMARY KEY, case_id UUID NOT NULL UNIQUE)",
    "CREATE VIRTUAL TABLE signals_word"
    " USING fts5(search, content='', detail=none, tokenize='unicode61 remove_diacritics 0')",
    "INSERT INTO signals_worded (case_id) SELECT id FROM signals_case",
    "INSERT INTO signals_word (rowid, search)"
    " SELECT signals_worded.id, search FROM signals_worded JOIN signals_case ON signals_case.id = case_id"
    " ORDER BY signals_worded.id",
    """
    CREATE TRIGGER signals_word_new AFTER INSERT ON signals_case BEGIN
        INSERT INTO signals_worded (case_id) VALUES (NEW.id);
        INSERT INTO signals_word (rowid, search) SELECT id, NEW.search FROM signals_worded WHERE case_id = NEW.id;
    END
    """,
    """
    CREATE TRIGGER signals_word_other AFTER UPDATE OF search ON signals_case WHEN OLD.search <> NEW.search BEGIN
        INSERT INTO signals_word (signals_word, rowid, search)
            SELECT 'delete', id, OLD.search FROM signals_worded WHERE case_id = OLD.id;
        INSERT INTO signals_word (rowid, search) SELECT id, NEW.search FROM signals_worded WHERE case_id = NEW.id;
    END
    """,
    """
    CREATE TRIGGER signals_word_gone AFTER DELETE ON signals_case BEGIN
        INSERT INTO signals_word (signals_word, rowid, search)
            SELECT 'delete', id, OLD.search FROM signals_worded WHERE case_id = OLD.id;
        DELETE FROM signals_worded WHERE case_id = OLD.id;
    END
    """,
)
_POSTGRES = (
    "CREATE INDEX signals_word ON signals_case"
    " USING gin (array_to_tsvector(array_remove(string_to_array(search, ' '), '')))",
)


async def forwards() -> MigrationManager:
    return migration(ID, "signals", says={"sqlite": _SQLITE, "postgres": _POSTGRES})
