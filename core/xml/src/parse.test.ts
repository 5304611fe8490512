import { describe, expect, it } from 'vitest';
import { attributeOf, childElements, parseXml, textOf } from './index.ts';

describe('parseXml', () => {
  it('gives expanded names, attributes and the namespaces in scope', () => {
    const root = parseXml('<a:r xmlns:a="urn:a" xmlns="urn:d" x="1" a:x="2"><c/></a:r>');
    expect([root.prefix, root.localName, root.namespaceUri]).toEqual(['a', 'r', 'urn:a']);
    expect(attributeOf(root, 'x')).toBe('1');
    expect(attributeOf(root, 'x', 'urn:a')).toBe('2');
    const [child] = childElements(root);
    expect(child?.namespaceUri).toBe('urn:d');
    expect([...(child?.namespaces ?? [])]).toEqual([
      ['a', 'urn:a'],
      ['', 'urn:d'],
    ]);
  });

  it('joins text with its character references into one piece', () => {
    expect(textOf(parseXml('<a>x&amp;y&#x20AC;&#13;z</a>'))).toBe('x&y€\rz');
  });

  it('reads line ends as a line feed and white space in attributes as spaces', () => {
    const root = parseXml('<a b="1\t2\r\n3">x\r\ny\rz</a>');
    expect(attributeOf(root, 'b')).toBe('1 2 3');
    expect(textOf(root)).toBe('x\ny\nz');
  });

  it('takes the default namespace away where xmlns is empty', () => {
    const [child] = childElements(parseXml('<a xmlns="urn:a"><b xmlns=""/></a>'));
    expect(child?.namespaceUri).toBe('');
    expect(child?.namespaces.has('')).toBe(false);
  });

  it('takes a byte order mark and an XML declaration of version 1.0 in UTF-8', () => {
    expect(parseXml('\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n<a/>\n').localName).toBe('a');
  });

  it('takes names of any script, white space where it may stand, and both quotes', () => {
    const root = parseXml(`<ü:名·1 xmlns:ü = 'urn:u'\n\ta.b-c="it's" d='"'\t></ü:名·1 >`);
    expect([root.prefix, root.localName, root.namespaceUri]).toEqual(['ü', '名·1', 'urn:u']);
    expect([attributeOf(root, 'a.b-c'), attributeOf(root, 'd')]).toEqual(["it's", '"']);
  });

  it('keeps white space of an attribute that is written by reference', () => {
    expect(attributeOf(parseXml('<a b="&#9;&#10;&#xD;&gt;"/>'), 'b')).toBe('\t\n\r>');
  });

  it('knows the prefix xml without a declaration, and lists it nowhere', () => {
    const root = parseXml('<a xmlns:xml="http://www.w3.org/XML/1998/namespace" xml:lang="de"/>');
    expect(attributeOf(root, 'lang', 'http://www.w3.org/XML/1998/namespace')).toBe('de');
    expect(root.namespaces.size).toBe(0);
  });

  it('gives a tree that cannot be changed', () => {
    const root = parseXml('<a b="c"><d/></a>');
    expect(Object.isFrozen(root)).toBe(true);
    expect(Object.isFrozen(root.children)).toBe(true);
    expect(Object.isFrozen(root.attributes[0])).toBe(true);
  });
});
