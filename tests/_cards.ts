/** A certificate policy of cards whose key a PIN guards. */
export const CARD_POLICY = '1.2.3.4.1';

export const MULTIPLE = 'http://schemas.microsoft.com/claims/multipleauthn';

/** Of a relying party trust: a card is two factors, and its assertion says so. */
export const CARD_RULE = `
@RuleName = "Smart cards are two factors"
EXISTS([Type == "http://schemas.microsoft.com/2012/12/certificatecontext/extension/certificatepolicy", Value == "${CARD_POLICY}"])
 => issue(Type = "http://schemas.microsoft.com/claims/authnmethodsreferences", Value = "${MULTIPLE}");
`;
