import type { Migration } from './migration.ts';

/** What administrators change through the API, and the log of it. */
export const administration: Migration = {
  number: 3,
  name: 'administration',
  statements: ({ text, integer, sequence, tableOptions }) => [
    `create table authentication_method_policy (
      tenant_id ${text} not null references tenant (id),
      method ${text} not null,
      policy ${text} not null,
      primary key (tenant_id, method)
    )${tableOptions}`,

    `create table audit (
      sequence ${sequence},
      id ${text} not null,
      created_at ${integer} not null,
      tenant_id ${text} not null,
      activity ${text} not null,
      category ${text} not null,
      operation_type ${text} not null,
      result ${text} not null,
      result_reason ${text} not null,
      correlation_id ${text},
      actor_user_id ${text} not null,
      actor_user_principal_name ${text} not null,
      actor_display_name ${text} not null,
      actor_app_id ${text} not null,
      actor_app_display_name ${text},
      actor_ip_address ${text},
      target_type ${text} not null,
      target_id ${text},
      target_display_name ${text}
    )${tableOptions}`,
    'create index audit_by_id on audit (id, sequence)',
    'create index audit_of_tenant on audit (tenant_id, sequence)',
  ],
};
