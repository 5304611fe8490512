import type { PartnerRelaxation } from '@signet/identity';
import type { Answer } from './_vectors.ts';

interface Departure {
  readonly answer: Answer;
  readonly reason: string;
  readonly files: readonly string[];
}

/** Files that are taken once it is let pass for the partner that sends them (`signet domain allow`), and only then. */
export const RELAXED: readonly {
  readonly allow: readonly PartnerRelaxation[];
  readonly files: readonly string[];
}[] = [
  {
    allow: ['response-signature'],
    files: [
      'python3-saml/signed_message_response.xml',
      'php-saml/signed_message_response.xml',
      'php-saml/1c39b385-signed_message_response.xml',
      'python3-saml/valid_response_without_inresponseto.xml',
      'ruby-saml/signed_unqual_nameid_in_atts.xml',
    ],
  },
  {
    allow: ['response-signature', 'no-audience'],
    files: [
      'node-saml/valid--response.root-signed.assertion-unsigned.1advice-unsigned.xml',
      'node-saml/valid--response.root-signed.assertion-unsigned-xd.xml',
      'node-saml/valid--response.root-signed.assertion-unsigned-13-signature.xml',
    ],
  },
  {
    allow: ['response-signature', 'no-in-response-to'],
    files: [
      'ruby-saml/signed_response_with_undefined_recipient.xml',
      'ruby-saml/valid_response.xml',
      'ruby-saml/valid_response_with_formatted_x509certificate.xml',
    ],
  },
  { allow: ['no-in-response-to'], files: ['python3-saml/response1_with_friendlyname.xml'] },
  {
    allow: ['no-audience'],
    files: [
      'node-saml/valid--response.root-unsigned.assertion-signed.xml',
      'node-saml/valid--response.root-signed.assertion-signed.1advice-signed.xml',
      'node-saml/valid--response.root-unsigned.assertion-signed.1advice-unsigned.xml',
      'node-saml/valid--response.root-signed.assertion-signed.2advice-unsigned.xml',
    ],
  },
  {
    allow: ['unsigned-logout'],
    files: [
      'python3-saml/logout_request.xml',
      'python3-saml/58e96f81-logout_request.xml',
      'python3-saml/logout_request_with_sessionindex.xml',
    ],
  },
];

/**
 * Files of which the index says no more than that their signature holds. It does; what is read after it, or has to
 * stand before it, refuses them.
 */
export const SIGNED_BUT_REFUSED: readonly Departure[] = [
  {
    answer: 'response-issuer',
    reason: 'Response and assertion name two issuers (SAML 2.0 profiles §4.1.4.2 wants one).',
    files: [
      'ruby-saml/inclusive_namespaces.xml',
      'ruby-saml/response_with_signed_assertion_3.xml',
      'ruby-saml/response_with_signed_message_and_assertion.xml',
    ],
  },
  {
    answer: 'response-assertion',
    reason: 'The assertion is encrypted, and its private key is not among the vectors.',
    files: [
      'ruby-saml/response_with_retrieval_method.xml',
      'ruby-saml/signed_message_encrypted_signed_assertion.xml',
    ],
  },
  {
    answer: 'signature-present',
    reason: 'The NameID or attributes are encrypted, and the private key is not among the vectors.',
    files: ['ruby-saml/response_encrypted_attrs.xml', 'ruby-saml/response_encrypted_nameid.xml'],
  },
  {
    answer: 'assertion-shape',
    reason: 'The NameID is encrypted, and its private key is not among the vectors.',
    files: ['php-saml/response_encrypted_nameid.xml'],
  },
  {
    answer: 'response-shape',
    reason: 'No message of SAML: a signed document, which signs nobody in.',
    files: ['xml-crypto/signature_with_inclusivenamespaces.xml', 'xml-crypto/valid_signature_utf8.xml'],
  },
  {
    answer: 'metadata-origin',
    reason: 'Metadata signed by SHA-1: keys are not taken over by it, whatever is let pass in sign-ins.',
    files: ['ssp-saml2/valid-metadata-selfsigned.xml'],
  },
];

/** Files that are answered otherwise than the index says. xmlsec1 verifies none of them but those that say so. */
export const DEPARTURES: readonly Departure[] = [
  {
    answer: 'signature-present',
    reason: 'There is no signature in the file: the index goes by its upstream folder.',
    files: ['php-saml/response_namespaces.xml', 'python3-saml/expired_response.xml'],
  },
  {
    answer: 'response-status',
    reason: 'There is no signature in the file, and the status says that nobody was signed in.',
    files: ['ruby-saml/response_double_status_code.xml'],
  },
  {
    answer: 'signature-present',
    reason: 'Upstream blanked digest, signature and certificate: they are words such as «Signature Stuff».',
    files: [
      'ruby-saml/open_saml_response.xml',
      'ruby-saml/response_with_saml2_namespace.xml',
      'ruby-saml/response_with_signed_assertion.xml',
      'ruby-saml/response_without_attributes.xml',
    ],
  },
  {
    answer: 'signature-value',
    reason: 'The certificate of the signer is not in the file, and the index names none.',
    files: ['ruby-saml/response_no_cert_and_encrypted_attrs.xml'],
  },
  {
    answer: 'signature-value',
    reason: 'The signature does not verify; xmlsec1 says so too.',
    files: [
      'ruby-saml/response_with_ampersands.xml',
      'ruby-saml/response_with_multiple_attribute_statements.xml',
      'ruby-saml/response_with_multiple_attribute_values.xml',
      'ruby-saml/response_with_undefined_recipient.xml',
      'python3-saml/response_with_nested_nameid_values.xml',
      'php-saml/response1.xml',
    ],
  },
  {
    answer: 'signature-value',
    reason:
      'Response and assertion are signed, and the signature of the response does not verify; xmlsec1 says so too. A signature that is there has to hold.',
    files: ['xml-crypto/valid_saml_withcomments.xml'],
  },
  {
    answer: 'signature-digest',
    reason: 'The file was changed after it was signed; xmlsec1 says so too.',
    files: ['pysaml2/saml_signed.xml', 'python3-saml/pretty_signed_message_response.xml'],
  },
  {
    answer: 'signature-present',
    reason: 'The two references lead to the Issuer elements alone: nothing that signs anybody in is signed.',
    files: ['samlify/response_signed_cert1.xml', 'samlify/response_signed_cert2.xml'],
  },
  {
    answer: 'unexpected-shape',
    reason: 'The reference leads to the Issuer alone, so the request is not signed; its ID is no xs:ID.',
    files: ['samlify/signed_request_sha512.xml'],
  },
  {
    answer: 'signature-reference',
    reason:
      'The reference must be to the ID of the element that holds the signature (SAML 2.0 core §5.4.2). xmlsec1, which does not ask that, verifies the first and the last.',
    files: [
      'python3-saml/response_without_assertion_reference_uri.xml',
      'ruby-saml/response_without_reference_uri.xml',
      'xml-crypto/valid_saml_sha256_rsa_mgf1.xml',
      'samlify/response_signed.xml',
    ],
  },
  {
    answer: 'response-assertion',
    reason: 'The assertion is encrypted, and its private key is not among the vectors.',
    files: [
      'crewjam/TestSPCanHandleOktaSignedResponseEncryptedAssertion_response.xml',
      'crewjam/TestSPCanHandleOktaResponseEncryptedSignedAssertion_response.xml',
      'crewjam/TestSPCanHandleOktaResponseEncryptedAssertionBothSigned_response.xml',
      'python3-saml/signed_encrypted_assertion.xml',
    ],
  },
  {
    answer: 'response-shape',
    reason:
      'Relative namespace names: Canonical XML (§1.1) has such documents fail; xmlsec1 comes to no verdict either.',
    files: [
      'xml-crypto/valid_signature.xml',
      'xml-crypto/valid_signature_with_lowercase_id_attribute.xml',
      'xml-crypto/valid_signature_with_reference_keyInfo.xml',
      'xml-crypto/valid_signature_with_root_level_sig_namespace.xml',
      'xml-crypto/valid_signature_with_whitespace_in_digestvalue.xml',
    ],
  },
  {
    answer: 'response-shape',
    reason: 'Signed by another key than the one that the index names, or by one that nobody has.',
    files: [
      'xml-crypto/signature_with_inclusivenamespaces_lines.xml',
      'ssp-saml2/signedassertion.xml',
      'ssp-saml2/signedassertion_with_comments.xml',
    ],
  },
  {
    answer: 'response-shape',
    reason: 'A SignedInfo alone, without a signature.',
    files: ['ssp-xmlsec/ds_SignedInfo.xml', 'ssp-xmlsec/ds_SignedInfoWithComments.xml'],
  },
];
