"""Headers are matched in the languages of the systems."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.suggest.beginning import read_beginning
from etl.suggest.columns import columns
from etl.suggest.matching import best_match
from tests.support.exports.mapping_files import write_text

#: Key, space, start, end, state and persons of a booking, and something about a person.
HEADERS = {
    "fi": "Varausnumero|Sali|Alkuaika|Loppuaika|Varauksen tila|Henkilömäärä|Varaajan nimi",
    "sv": "Bokningsnummer|Lokal|Starttid|Sluttid|Bokningsstatus|Antal deltagare|Kontaktperson",
    "en": "Booking no.|Room|Start time|End time|Status|Number of people|Customer name",
    "de": "Buchungsnr.|Sporthalle|Beginn|Ende|Buchungsstatus|Teilnehmerzahl|Ansprechpartner",
    "et": "Broneeringu nr|Saal|Algus|Lõpp|Olek|Osalejate arv|Kliendi nimi",
    "nb": "Bestillingsnummer|Rom|Fra|Til|Tilstand|Antall personer|E-post",
    "es": "Código de reserva|Pista|Hora de inicio|Hora de fin|Estado|Asistentes|Correo",
    "pt": "Código da reserva|Quadra|Início|Término|Situação|Participantes|Telefone",
    "it": "Numero prenotazione|Aula|Ora inizio|Ora fine|Stato|Partecipanti|Cognome",
    "nl": "Reserveringsnummer|Zaal|Begintijd|Eindtijd|Boekingsstatus|Deelnemers|Telefoon",
    "da": "Bookingnummer|Lokale|Starttidspunkt|Sluttidspunkt|Status|Deltagere|Efternavn",
    "ja": "予約番号|施設名|開始日時|終了日時|予約状況|利用人数|氏名",
    "fr": "Numéro de réservation|Salle|Début|Fin|Statut|Nombre de personnes|Courriel mail",
}


@pytest.mark.parametrize("language", HEADERS)
def test_headers_are_matched_in_many_languages(tmp_path: Path, language: str) -> None:
    headers = HEADERS[language].split("|")
    row = "7;Nord;3.11.2025 18:00;3.11.2025 20:00;ok;12;x\n8;Süd;4.11.2025 18:00;4.11.2025 20:00;ok;13;y\n"
    profiles = columns(read_beginning(write_text(tmp_path / "a.csv", ";".join(headers) + "\n" + row)))
    matched = best_match(profiles)
    assert matched.table.name == "bookings"
    names = ("reservation_key", "space_name", "begin_utc", "end_utc", "state", "persons")
    assert [matched.columns[name][0].header for name in names] == headers[:6]
    assert profiles[-1].why_personal == "header"
