import Database from 'better-sqlite3'

/**
 * Fills a SQLite file that holds one campaign with signatures as a year would leave them: 98 of 100 confirmed, one
 * waiting, one taken back. Past the deeds, which would take an hour. Gives the campaign's id.
 */
export function fillSignatures(file: string, count: number): string {
  const db = new Database(file)
  db.pragma('synchronous = off')
  const countries = ['AR', 'AR', 'AR', 'AR', 'UY', 'CL', 'BR', 'ES', 'AM', 'IL']
  db.exec(`
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1}),
      c AS (SELECT id FROM campaigns LIMIT 1), l AS (SELECT id FROM letters LIMIT 1)
    INSERT INTO signatures (id, campaign_id, letter_id, state, language, name, country, city, line, line_state, disclosure,
      is_public, wants_updates, signals, created_at, confirmed_at, address_key, slot_key)
    SELECT printf('s%08x', (i * 2654435761) % 4294967296) || i, c.id, l.id,
      CASE i % 100 WHEN 7 THEN 'pending' WHEN 8 THEN 'withdrawn' ELSE 'confirmed' END, 'es', 'Nombre Apellido ' || i,
      json_extract('${JSON.stringify(countries)}', '$[' || (i % 10) || ']'), 'Ciudad ' || (i % 500), NULL, 'none',
      CASE i % 3 WHEN 0 THEN 'full' WHEN 1 THEN 'initials' ELSE 'counted' END, 0, 0, '[]',
      1790000000000 + i * 10, CASE WHEN i % 100 IN (7, 8) THEN NULL ELSE 1790000001000 + i * 10 END,
      'a' || i, CASE WHEN i % 100 IN (7, 8) THEN NULL ELSE 'k' || i END
    FROM n, c, l`)
  db.exec(`
    DELETE FROM tallies; DELETE FROM country_tallies;
    INSERT INTO tallies SELECT campaign_id, count(*), 1790000000000 FROM signatures WHERE state = 'confirmed' GROUP BY 1;
    INSERT INTO country_tallies SELECT campaign_id, country, count(*) FROM signatures WHERE state = 'confirmed' GROUP BY 1, 2`)
  const { id } = db.prepare('SELECT id FROM campaigns LIMIT 1').get() as { id: string }
  db.close()
  return id
}
