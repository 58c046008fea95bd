// Jest global tear-down; Jest wants it as a file of its own.
export { stopPostgres as default } from './postgres.mjs';
