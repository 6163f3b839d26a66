/** The words that names are made of. */
export const givenNames = [
  'Amara',
  'Anders',
  'Beatriz',
  'Bilal',
  'Caoimhe',
  'Chidi',
  'Dagny',
  'Darius',
  'Elif',
  'Emeka',
  'Farah',
  'Felix',
  'Greta',
  'Hamza',
  'Ines',
  'Ivan',
  'Jaya',
  'Joost',
  'Kaia',
  'Kofi',
  'Leila',
  'Lukas',
  'Mai',
  'Marek',
  'Nadia',
  'Niamh',
  'Olu',
  'Oskar',
  'Paloma',
  'Petr',
  'Quentin',
  'Rania',
  'Ravi',
  'Saoirse',
  'Soren',
  'Tala',
  'Tomas',
  'Uma',
  'Viktor',
  'Wanda',
  'Xenia',
  'Yusuf',
  'Zofia',
] as const

export const familyNames = [
  'Abara',
  'Almqvist',
  'Barros',
  'Brannigan',
  'Castellan',
  'Dahl',
  'Demir',
  'Eklund',
  'Farooqi',
  'Fontaine',
  'Gallagher',
  'Grigorescu',
  'Haddad',
  'Holm',
  'Iyer',
  'Jansen',
  'Kaminski',
  'Kovac',
  'Lindqvist',
  'Lopes',
  'Mensah',
  'Moreau',
  'Nakamura',
  'Novotna',
  'Okonkwo',
  'Ortega',
  'Pelletier',
  'Quist',
  'Rahman',
  'Rossi',
  'Sandoval',
  'Sorensen',
  'Takacs',
  'Ulrich',
  'Vance',
  'Vermeer',
  'Whitlock',
  'Yilmaz',
  'Zeller',
] as const

/** Eight letters at most: they stand in storage account names, which hold 24. */
export const workloads = [
  'billing',
  'booking',
  'carrier',
  'customs',
  'dispatch',
  'fleet',
  'gateway',
  'invoice',
  'labels',
  'loyalty',
  'notify',
  'orders',
  'partner',
  'payroll',
  'portal',
  'pricing',
  'quotes',
  'report',
  'returns',
  'routing',
  'sorting',
  'tariff',
  'tracking',
  'yard',
] as const

export const departments = [
  'Engineering',
  'Operations',
  'Finance',
  'Security',
  'Platform',
  'Data',
  'Sales',
  'Customer Care',
  'Human Resources',
  'Legal',
] as const

export const jobTitles = [
  'Engineer',
  'Senior Engineer',
  'Analyst',
  'Team Lead',
  'Product Manager',
  'Administrator',
  'Controller',
  'Architect',
  'Specialist',
] as const

export interface Region {
  readonly name: string
  readonly displayName: string
  readonly short: string
  readonly geography: string
  readonly group: string
  readonly place: string
  readonly latitude: string
  readonly longitude: string
  readonly paired: string
}

/** Coordinates are those of the cities, rounded. */
export const regions: readonly [Region, ...Region[]] = [
  region('westeurope', 'West Europe', 'weu', 'Europe', 'Europe', 'Netherlands', '52.4', '4.9', 'northeurope'),
  region('northeurope', 'North Europe', 'neu', 'Europe', 'Europe', 'Ireland', '53.3', '-6.3', 'westeurope'),
  region('eastus', 'East US', 'eus', 'United States', 'US', 'Virginia', '37.4', '-79.8', 'westus'),
  region('westus', 'West US', 'wus', 'United States', 'US', 'California', '37.8', '-122.4', 'eastus'),
  region('eastus2', 'East US 2', 'eus2', 'United States', 'US', 'Virginia', '36.7', '-78.4', 'centralus'),
  region('centralus', 'Central US', 'cus', 'United States', 'US', 'Iowa', '41.6', '-93.6', 'eastus2'),
  region('uksouth', 'UK South', 'uks', 'United Kingdom', 'UK', 'London', '50.9', '-0.8', 'ukwest'),
  region('ukwest', 'UK West', 'ukw', 'United Kingdom', 'UK', 'Cardiff', '53.4', '-3.1', 'uksouth'),
  region('germanywestcentral', 'Germany West Central', 'gwc', 'Germany', 'Europe', 'Frankfurt', '50.1', '8.7', 'germanynorth'),
  region('germanynorth', 'Germany North', 'gno', 'Germany', 'Europe', 'Berlin', '53.1', '8.8', 'germanywestcentral'),
  region('swedencentral', 'Sweden Central', 'swc', 'Sweden', 'Europe', 'Gävle', '60.7', '17.1', 'swedensouth'),
  region('southeastasia', 'Southeast Asia', 'sea', 'Asia Pacific', 'Asia Pacific', 'Singapore', '1.3', '103.8', 'eastasia'),
  region('eastasia', 'East Asia', 'eas', 'Asia Pacific', 'Asia Pacific', 'Hong Kong SAR', '22.3', '114.2', 'southeastasia'),
]

function region(
  name: string,
  displayName: string,
  short: string,
  geography: string,
  group: string,
  place: string,
  latitude: string,
  longitude: string,
  paired: string,
): Region {
  return { name, displayName, short, geography, group, place, latitude, longitude, paired }
}
