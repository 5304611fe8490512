// @peculiar/x509 resolves its own parts through tsyringe, which needs this polyfill loaded before it.
import 'reflect-metadata';

export * from '@peculiar/x509';
