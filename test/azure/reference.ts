/** The reference catalogue of Azure, and where the definitions name a row otherwise than it does, each with the reason. */
import { readFileSync } from 'node:fs'
import { shared } from '../shared.ts'

export const referenceFile = 'reference/azure-catalogue.json'

export interface CataloguedEntity {
  readonly _type: string
  readonly _class: readonly string[]
  readonly apiVersion: string
  readonly properties: readonly { readonly name: string; readonly rule?: string }[]
}

export interface CataloguedRelationship {
  readonly fromType: string
  readonly _class: string
  readonly toType: string
  readonly _type: string
}

export interface BeyondType {
  readonly _type: string
  readonly _class: readonly string[]
  readonly priority: number
  readonly relationships: readonly string[]
}

export interface Reference {
  readonly entities: readonly CataloguedEntity[]
  readonly relationships: readonly CataloguedRelationship[]
  readonly diagnosticSettings: readonly { readonly entityType: string; readonly logCategories: readonly string[] }[]
  readonly placeholders: readonly { readonly _type: string }[]
  readonly beyond: readonly BeyondType[]
}

export function readReference(): Reference {
  return JSON.parse(readFileSync(shared + referenceFile, 'utf8'))
}

/** What the catalogue calls by a class, or by a step's name, and the definitions by a type. */
const sameEnd: Readonly<Record<string, string>> = {
  Host: 'host',
  Network: 'network',
  // "The target label in the peer's table is a step id by mistake."
  'ad-role-definitions': 'azure_ad_role_definition',
}

/** Rows that the catalogue itself advises against, and what it would have in their place. */
const instead: Readonly<Record<string, string>> = {
  // "There is no such dependency in Azure: leave this edge out and use resource group HAS application gateway."
  'azure_expressroute|HAS|azure_application_gateway azure_expressroute_has_application_gateway':
    'azure_resource_group|HAS|azure_application_gateway azure_resource_group_has_application_gateway',
  // "Record it as azure_expressroute HAS azure_expressroute_circuit."
  'azure_expressroute|HAS|azure_expressroute azure_expressroute_has_':
    'azure_expressroute|HAS|azure_expressroute_circuit azure_expressroute_has_circuit',
}

/** A row as `from|VERB|to type`, by the names of the definitions. */
export function drawnAs({ fromType, _class, toType, _type }: CataloguedRelationship): string {
  const row = `${sameEnd[fromType] ?? fromType}|${_class}|${sameEnd[toType] ?? toType} ${_type}`
  return instead[row] ?? row
}
