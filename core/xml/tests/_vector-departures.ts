/** Where our strict profile answers otherwise than the index of the vectors, and why. */
export const DEPARTURES: Readonly<Record<string, { readonly outcome: string; readonly reason: string }>> = {
  'node-saml/valid--response.root-unsigned.assertion-signed.1advice-unsigned.xml': {
    outcome: 'several-assertions',
    reason: 'A second assertion in Advice: our relying party wants one assertion in the message.',
  },
  'crewjam/TestSPCanHandleOktaResponseEncryptedSignedAssertion_response.xml': {
    outcome: 'no-assertion',
    reason: 'The signed assertion is encrypted, and nothing around it is signed; we do not decrypt.',
  },
  'python3-saml/signed_encrypted_assertion.xml': {
    outcome: 'no-assertion',
    reason: 'The signed assertion is encrypted, and nothing around it is signed; we do not decrypt.',
  },
  'pysaml2/saml_signed.xml': {
    outcome: 'digest-mismatch',
    reason: 'The file was changed after it was signed; xmlsec1 says so too.',
  },
  'python3-saml/pretty_signed_message_response.xml': {
    outcome: 'digest-mismatch',
    reason: 'The file was changed after it was signed; xmlsec1 says so too.',
  },
  'xml-crypto/valid_saml_withcomments.xml': {
    outcome: 'signature-invalid',
    reason: 'The signature does not verify; xmlsec1 says so too.',
  },
  'ruby-saml/open_saml_response.xml': {
    outcome: 'signature-malformed',
    reason: 'Upstream blanked digest, signature and certificate: they are not base64.',
  },
  'ruby-saml/response_with_saml2_namespace.xml': {
    outcome: 'signature-malformed',
    reason: 'Upstream blanked digest, signature and certificate: they are not base64.',
  },
  'ruby-saml/response_with_signed_assertion.xml': {
    outcome: 'signature-malformed',
    reason: 'Upstream blanked digest, signature and certificate: they are not base64.',
  },
  'ruby-saml/response_without_attributes.xml': {
    outcome: 'signature-malformed',
    reason: 'Upstream blanked digest, signature and certificate: they are not base64.',
  },
  'ruby-saml/response_double_status_code.xml': {
    outcome: 'signature-missing',
    reason: 'There is no signature in the file; upstream looks at something else in it.',
  },
  'python3-saml/expired_response.xml': {
    outcome: 'signature-missing',
    reason: 'There is no signature in the file; upstream looks at something else in it.',
  },
  'php-saml/response_namespaces.xml': {
    outcome: 'signature-missing',
    reason: 'There is no signature in the file; upstream looks at something else in it.',
  },
  'ruby-saml/response_no_cert_and_encrypted_attrs.xml': {
    outcome: 'signature-invalid',
    reason: 'The key is not in the document, and upstream does not ship it.',
  },
  'ssp-saml2/signedassertion.xml': {
    outcome: 'signature-invalid',
    reason: 'The key is not in the document, and upstream does not ship it.',
  },
  'ruby-saml/response_with_ampersands.xml': {
    outcome: 'signature-invalid',
    reason: 'The signature does not verify; xmlsec1 says so too.',
  },
  'ruby-saml/response_with_multiple_attribute_statements.xml': {
    outcome: 'signature-invalid',
    reason: 'The signature does not verify; xmlsec1 says so too.',
  },
  'ruby-saml/response_with_multiple_attribute_values.xml': {
    outcome: 'signature-invalid',
    reason: 'The signature does not verify; xmlsec1 says so too.',
  },
  'ruby-saml/response_with_undefined_recipient.xml': {
    outcome: 'signature-invalid',
    reason: 'The signature does not verify; xmlsec1 says so too.',
  },
  'python3-saml/response_with_nested_nameid_values.xml': {
    outcome: 'signature-invalid',
    reason: 'The signature does not verify; xmlsec1 says so too.',
  },
  'php-saml/response1.xml': {
    outcome: 'signature-invalid',
    reason: 'The signature does not verify; xmlsec1 says so too.',
  },
  'ruby-saml/response_without_reference_uri.xml': {
    outcome: 'signature-wrapped',
    reason: 'The reference is not to the ID of the element that holds the signature (SAML core §5.4.2).',
  },
  'python3-saml/response_without_assertion_reference_uri.xml': {
    outcome: 'signature-wrapped',
    reason: 'The reference is not to the ID of the element that holds the signature (SAML core §5.4.2).',
  },
  'xml-crypto/valid_saml_sha256_rsa_mgf1.xml': {
    outcome: 'signature-wrapped',
    reason: 'The reference is not to the ID of the element that holds the signature (SAML core §5.4.2).',
  },
  'samlify/response_signed.xml': {
    outcome: 'signature-wrapped',
    reason: 'The reference is not to the ID of the element that holds the signature (SAML core §5.4.2).',
  },
  'samlify/signed_request_sha512.xml': {
    outcome: 'signature-wrapped',
    reason: 'The reference is not to the ID of the element that holds the signature (SAML core §5.4.2).',
  },
  'ruby-saml/signed_message_encrypted_unsigned_assertion.xml': {
    outcome: 'accepted',
    reason:
      'The whole response is signed, which is what is asked here; upstream wants the assertion inside signed as well.',
  },
  'python3-saml/logout_request.xml': {
    outcome: 'no-assertion',
    reason: 'A message without a signature in it, for another binding.',
  },
  'python3-saml/58e96f81-logout_request.xml': {
    outcome: 'no-assertion',
    reason: 'A message without a signature in it, for another binding.',
  },
  'python3-saml/logout_request_with_sessionindex.xml': {
    outcome: 'no-assertion',
    reason: 'A message without a signature in it, for another binding.',
  },
  'ssp-xmlsec/ds_SignedInfo.xml': { outcome: 'no-assertion', reason: 'A SignedInfo alone.' },
  'xml-crypto/signature_with_inclusivenamespaces_lines.xml': {
    outcome: 'key-unknown',
    reason: 'Signed by another certificate than the one that the index names.',
  },
  'xml-crypto/valid_signature.xml': {
    outcome: 'relative-namespace-uri',
    reason: 'The document uses relative namespace names.',
  },
  'xml-crypto/valid_signature_with_lowercase_id_attribute.xml': {
    outcome: 'relative-namespace-uri',
    reason: 'The document uses relative namespace names.',
  },
  'xml-crypto/valid_signature_with_reference_keyInfo.xml': {
    outcome: 'relative-namespace-uri',
    reason: 'The document uses relative namespace names.',
  },
  'xml-crypto/valid_signature_with_root_level_sig_namespace.xml': {
    outcome: 'relative-namespace-uri',
    reason: 'The document uses relative namespace names.',
  },
  'xml-crypto/valid_signature_with_whitespace_in_digestvalue.xml': {
    outcome: 'relative-namespace-uri',
    reason: 'The document uses relative namespace names.',
  },
  'samlify/response_signed_cert1.xml': {
    outcome: 'signature-malformed',
    reason: 'Two references in one signature.',
  },
  'samlify/response_signed_cert2.xml': {
    outcome: 'signature-malformed',
    reason: 'Two references in one signature.',
  },
  'ssp-saml2/signedassertion_with_comments.xml': {
    outcome: 'comment',
    reason: 'The document holds comments.',
  },
  'ssp-xmlsec/ds_SignedInfoWithComments.xml': { outcome: 'comment', reason: 'The document holds comments.' },
};
