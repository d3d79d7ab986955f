// A real OpenID provider for the tests: PKCE is required, anybody signs in by the name of a person below.
// node provider.mjs PORT SITE: SITE is the address of the dashboard.
import { Provider } from "oidc-provider";

const [port, site] = process.argv.slice(2);
const PEOPLE = {
  rita: { name: "Rita Lukija", groups: ["Talkootila-KUVA"] },
  aino: { name: "Aino Analyytikko", groups: ["Talkootila-KUVA"], roles: ["Talkootila.Analyst"] },
  anna: { name: "Anna Hoitaja" },
  urho: { name: "Urho Ulkopuolinen", groups: ["Somebody-else"] },
  ella: { name: "Ella Entra", _claim_names: { groups: "src1" } },
};
// As in Entra ID: many groups that have nothing to do with this site.
PEOPLE.aino.groups.push(...Array.from({ length: 200 }, (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`));

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "talkootila",
      client_secret: "a secret of the client, 32 bytes or more",
      redirect_uris: [`${site}/auth/callback`],
      post_logout_redirect_uris: [`${site}/auth/signed-out`],
    },
  ],
  pkce: { required: () => true },
  claims: { openid: ["sub"], profile: ["name", "groups", "roles", "_claim_names"] },
  // The claims are in the id token, as Entra ID and Keycloak put them there.
  conformIdTokenClaims: false,
  findAccount: (_, id) => PEOPLE[id] && { accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) },
  features: { rpInitiatedLogout: { enabled: true } },
  cookies: { keys: ["a key of the tests"] },
  ttl: { Session: 3600, Grant: 3600, Interaction: 600, IdToken: 600, AccessToken: 600 },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
