import type { Answer } from './_vectors.ts';

/** Files that somebody else's relying party takes and ours does not, by the check that refuses them, and why. */
export const DEPARTURES: readonly {
  readonly answer: Answer;
  readonly reason: string;
  readonly files: readonly string[];
}[] = [
  {
    answer: 'signature-present',
    reason: 'Only the response is signed, or nothing: Entra wants the assertion itself signed.',
    files: [
      'node-saml/valid--response.root-signed.assertion-unsigned.1advice-unsigned.xml',
      'node-saml/valid--response.root-signed.assertion-unsigned-xd.xml',
      'node-saml/valid--response.root-signed.assertion-unsigned-13-signature.xml',
      'ruby-saml/response_encrypted_attrs.xml',
      'ruby-saml/response_encrypted_nameid.xml',
      'ruby-saml/signed_response_with_undefined_recipient.xml',
      'ruby-saml/signed_unqual_nameid_in_atts.xml',
      'ruby-saml/valid_response.xml',
      'ruby-saml/valid_response_with_formatted_x509certificate.xml',
      'python3-saml/expired_response.xml',
      'python3-saml/signed_message_response.xml',
      'python3-saml/valid_response_without_inresponseto.xml',
      'php-saml/response_namespaces.xml',
      'php-saml/signed_message_response.xml',
      'php-saml/1c39b385-signed_message_response.xml',
    ],
  },
  {
    answer: 'signature-present',
    reason: 'The certificate in KeyInfo is not base64: upstream blanked it.',
    files: [
      'ruby-saml/open_saml_response.xml',
      'ruby-saml/response_with_saml2_namespace.xml',
      'ruby-saml/response_with_signed_assertion.xml',
      'ruby-saml/response_without_attributes.xml',
    ],
  },
  {
    answer: 'signature-present',
    reason: 'Two references in one signature (SAML 2.0 core §5.4.2 wants one).',
    files: ['samlify/response_signed_cert1.xml', 'samlify/response_signed_cert2.xml'],
  },
  {
    answer: 'signature-reference',
    reason: 'The reference is not to the ID of the element that holds the signature (SAML 2.0 core §5.4.2).',
    files: [
      'ruby-saml/response_without_reference_uri.xml',
      'python3-saml/response_without_assertion_reference_uri.xml',
      'xml-crypto/valid_saml_sha256_rsa_mgf1.xml',
      'samlify/response_signed.xml',
    ],
  },
  {
    answer: 'signature-algorithm',
    reason: 'The digest is called xmlenc#sha384, which no specification registers; SignedInfo is inclusive.',
    files: ['ruby-saml/adfs_response_sha384.xml', 'xml-crypto/valid_saml_withcomments.xml'],
  },
  {
    answer: 'signature-value',
    reason: 'The signature does not verify, or upstream does not ship the key; xmlsec1 says so too.',
    files: [
      'ruby-saml/response_no_cert_and_encrypted_attrs.xml',
      'ruby-saml/response_with_ampersands.xml',
      'ruby-saml/response_with_multiple_attribute_statements.xml',
      'ruby-saml/response_with_multiple_attribute_values.xml',
      'ruby-saml/response_with_undefined_recipient.xml',
      'python3-saml/response_with_nested_nameid_values.xml',
      'php-saml/response1.xml',
    ],
  },
  {
    answer: 'signature-digest',
    reason: 'The file was changed after it was signed; xmlsec1 says so too.',
    files: ['pysaml2/saml_signed.xml', 'python3-saml/pretty_signed_message_response.xml'],
  },
  {
    answer: 'assertion-shape',
    reason: 'There is no AudienceRestriction, which the profile makes mandatory (profiles §4.1.4.2).',
    files: [
      'node-saml/valid--response.root-unsigned.assertion-signed.xml',
      'node-saml/valid--response.root-signed.assertion-signed.1advice-signed.xml',
      'node-saml/valid--response.root-unsigned.assertion-signed.1advice-unsigned.xml',
      'node-saml/valid--response.root-signed.assertion-signed.2advice-unsigned.xml',
    ],
  },
  {
    answer: 'assertion-shape',
    reason: 'The NameID is encrypted for a key that is not ours.',
    files: ['php-saml/response_encrypted_nameid.xml'],
  },
  {
    answer: 'assertion-subject-confirmation',
    reason: 'The assertion answers no request, and this was not asked to take such.',
    files: ['python3-saml/response1_with_friendlyname.xml'],
  },
  {
    answer: 'response-status',
    reason: 'The status says that nobody was signed in.',
    files: ['ruby-saml/response_double_status_code.xml'],
  },
  {
    answer: 'response-issuer',
    reason: 'Response and assertion name two issuers.',
    files: [
      'ruby-saml/inclusive_namespaces.xml',
      'ruby-saml/response_with_signed_assertion_3.xml',
      'ruby-saml/response_with_signed_message_and_assertion.xml',
    ],
  },
  {
    answer: 'response-assertion',
    reason: 'The assertion is encrypted for a key that is not ours, mostly by CBC, which is refused by name.',
    files: [
      'crewjam/TestSPCanHandleOktaSignedResponseEncryptedAssertion_response.xml',
      'crewjam/TestSPCanHandleOktaResponseEncryptedSignedAssertion_response.xml',
      'crewjam/TestSPCanHandleOktaResponseEncryptedAssertionBothSigned_response.xml',
      'ruby-saml/response_with_retrieval_method.xml',
      'ruby-saml/signed_message_encrypted_signed_assertion.xml',
      'python3-saml/signed_encrypted_assertion.xml',
    ],
  },
  {
    answer: 'response-shape',
    reason: 'The ID of the response is no xs:ID.',
    files: ['crewjam/TestSPRealWorldKeyInfoHasRSAPublicKeyNotX509Cert_response.xml'],
  },
  {
    answer: 'response-shape',
    reason: 'No Response at all: another signed document, which signs nobody in.',
    files: [
      'xml-crypto/signature_with_inclusivenamespaces.xml',
      'xml-crypto/signature_with_inclusivenamespaces_lines.xml',
      'xml-crypto/valid_signature.xml',
      'xml-crypto/valid_signature_utf8.xml',
      'xml-crypto/valid_signature_with_lowercase_id_attribute.xml',
      'xml-crypto/valid_signature_with_reference_keyInfo.xml',
      'xml-crypto/valid_signature_with_root_level_sig_namespace.xml',
      'xml-crypto/valid_signature_with_whitespace_in_digestvalue.xml',
      'ssp-saml2/signedassertion.xml',
      'ssp-saml2/signedassertion_with_comments.xml',
      'ssp-xmlsec/ds_SignedInfo.xml',
      'ssp-xmlsec/ds_SignedInfoWithComments.xml',
    ],
  },
  {
    answer: 'unsigned',
    reason: 'A logout request without a signature is read, and refused by the face that takes it.',
    files: [
      'python3-saml/logout_request.xml',
      'python3-saml/58e96f81-logout_request.xml',
      'python3-saml/logout_request_with_sessionindex.xml',
    ],
  },
  {
    answer: 'unsigned',
    reason: 'Metadata are believed for where they came from, not for their signature.',
    files: ['xml-crypto/wsfederation_metadata.xml'],
  },
  {
    answer: 'unexpected-shape',
    reason: 'Metadata of an identity provider, and a request whose ID is no xs:ID.',
    files: ['ssp-saml2/valid-metadata-selfsigned.xml', 'samlify/signed_request_sha512.xml'],
  },
];
