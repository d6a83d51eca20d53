import { expect } from "chai";
import { leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { insertLeads } from "../support/factories.ts";
import { createMemoryLog } from "../support/log.ts";

interface Mistake {
  readonly what: string;
  readonly text: string;
  readonly message: string;
}

/** Returns a body with one id per line, from line 7; one of them is followed by an s. */
function listing(count: number, bad: number): string {
  const ids = Array.from({ length: count }, (_, n) => `    ${n % 10}${n === bad ? "s" : ""}`);
  return `{\n  "insert_leads": true,\n  "delete_leads": true,\n  "lead_ids":\n\n  [\n${ids.join(",\n")}\n  ]\n}`;
}

const MISTAKES: readonly Mistake[] = [
  {
    what: "the documented example: an s after a number",
    text: listing(120, 97),
    message:
      "Unexpected character encountered while parsing number: s. Path 'lead_ids[97]', line 104, position 5.",
  },
  {
    what: "an s after the last number",
    text: listing(99, 98),
    message:
      "Unexpected character encountered while parsing number: s. Path 'lead_ids[98]', line 105, position 5.",
  },
  {
    what: "a letter where a flag belongs",
    text: '{"insert_leads": x}',
    message:
      "Unexpected character encountered while parsing value: x. Path 'insert_leads', line 1, position 17.",
  },
  {
    what: "a mistake on a later line of a Windows text",
    text: '{\r\n"insert_leads": true,\r\n  "delete_leads": ?}',
    message:
      "Unexpected character encountered while parsing value: ?. Path 'delete_leads', line 3, position 18.",
  },
  {
    what: "a trailing comma in the list",
    text: '{"lead_ids":[1,]}',
    message:
      "Unexpected character encountered while parsing value: ]. Path 'lead_ids[1]', line 1, position 15.",
  },
  {
    what: "NaN",
    text: '{"lead_ids":[1, NaN]}',
    message:
      "Unexpected character encountered while parsing value: N. Path 'lead_ids[1]', line 1, position 16.",
  },
  {
    what: "a number with a leading zero",
    text: '{"lead_ids":[1,01]}',
    message:
      "Unexpected character encountered while parsing number: 1. Path 'lead_ids[1]', line 1, position 16.",
  },
  {
    what: "a number that ends with a decimal point",
    text: '{"lead_ids":[1.]}',
    message:
      "Unexpected character encountered while parsing number: ]. Path 'lead_ids[0]', line 1, position 15.",
  },
  {
    what: "single quotes around a name",
    text: "{'insert_leads': true}",
    message: "Unexpected character encountered while parsing property name: '. Path '', line 1, position 1.",
  },
  {
    what: "a name without quotes",
    text: '{"a": 1,\n b: 2}',
    message: "Unexpected character encountered while parsing property name: b. Path '', line 2, position 1.",
  },
  {
    what: "a comment",
    text: '{"insert_leads": true,\n "delete_leads": // no\n false}',
    message:
      "Unexpected character encountered while parsing value: /. Path 'delete_leads', line 2, position 17.",
  },
  {
    what: "a mistake deep inside an unknown field",
    text: '{"a": {"b": [1, {"c": @}]}}',
    message: "Unexpected character encountered while parsing value: @. Path 'a.b[1].c', line 1, position 22.",
  },
  {
    what: "a character outside the basic plane",
    text: '{"a": 😀}',
    message: "Unexpected character encountered while parsing value: 😀. Path 'a', line 1, position 6.",
  },
  {
    what: "a tab inside a string",
    text: '{"a": "b\tc"}',
    message: "Unexpected character encountered while parsing string: \\t. Path 'a', line 1, position 8.",
  },
  {
    what: "an unknown escape",
    text: '{"a": "b\\x"}',
    message: "Unexpected character encountered while parsing string: x. Path 'a', line 1, position 9.",
  },
  {
    what: "a body that ends inside the list",
    text: '{"lead_ids": [1, ',
    message: "Unexpected end encountered while parsing value. Path 'lead_ids[1]', line 1, position 17.",
  },
  {
    what: "no body at all",
    text: "",
    message: "Unexpected end encountered while parsing value. Path '', line 1, position 0.",
  },
  {
    what: "words instead of JSON",
    text: "hello",
    message: "Unexpected character encountered while parsing value: h. Path '', line 1, position 0.",
  },
];

describe("A body that is not JSON", () => {
  const log = createMemoryLog();
  const setup = useApiSetup({ plugin: { logger: log.logger } });

  beforeEach(() => insertLeads(setup().database, "vicidial_list_archive", [1]));

  for (const { what, text, message } of MISTAKES) {
    it(`is refused with the location of the mistake: ${what}`, async () => {
      const answer = await leavingLeadsUntouched(setup(), () => setup().dearchive(text));
      expect(answer.body).to.deep.equal({ message, lead_errors: 0, lead_ids: [] });
      expect(answer.status).to.equal(500);
    });
  }

  it("is refused with valid JSON even if the wrong character is a quote", async () => {
    const answer = await setup().dearchive('{"insert_leads": true "delete_leads": true}');
    expect(answer.status).to.equal(500);
    expect(answer.body)
      .to.have.property("message")
      .that.matches(/: "\. Path '.*', line 1, position 22\.$/);
  });

  it("is refused without an internal error if it is nested extremely deeply", async () => {
    const answer = await setup().dearchive(`{"lead_ids":${"[".repeat(100_000)}`);
    expect(answer.status).to.equal(500);
    expect(answer.body).to.include({ lead_errors: 0 });
    expect(answer.text).to.not.match(/internal error/);
  });

  it("is logged as the client's mistake, not as a server error", async () => {
    const before = log.lines().length;
    await setup().dearchive("{");
    const lines = log.lines().slice(before);
    expect(lines).to.have.length(1);
    expect(lines[0]).to.include({ fault: "body_malformed", status: 500, level: 30 });
  });
});
