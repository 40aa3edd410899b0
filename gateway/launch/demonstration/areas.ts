/**
 * The 175 authorities of England and Wales with children's services: GSS code, name, region, police force area and force.
 * Derived from mySociety's uk_local_authority_names_and_codes (CC BY 4.0) and ONS names and codes (Open Government
 * Licence v3): contains public sector information licensed under the Open Government Licence v3.0.
 */
const TABLE = `
E06000001|Hartlepool|North East|E23000013|Cleveland Police
E06000002|Middlesbrough|North East|E23000013|Cleveland Police
E06000003|Redcar and Cleveland|North East|E23000013|Cleveland Police
E06000004|Stockton-on-Tees|North East|E23000013|Cleveland Police
E06000005|Darlington|North East|E23000008|Durham Constabulary
E06000006|Halton|North West|E23000006|Cheshire Constabulary
E06000007|Warrington|North West|E23000006|Cheshire Constabulary
E06000008|Blackburn with Darwen|North West|E23000003|Lancashire Constabulary
E06000009|Blackpool|North West|E23000003|Lancashire Constabulary
E06000010|Kingston upon Hull|Yorkshire and The Humber|E23000012|Humberside Police
E06000011|East Riding of Yorkshire|Yorkshire and The Humber|E23000012|Humberside Police
E06000012|North East Lincolnshire|Yorkshire and The Humber|E23000012|Humberside Police
E06000013|North Lincolnshire|Yorkshire and The Humber|E23000012|Humberside Police
E06000014|York|Yorkshire and The Humber|E23000009|North Yorkshire Police
E06000015|Derby|East Midlands|E23000018|Derbyshire Constabulary
E06000016|Leicester|East Midlands|E23000021|Leicestershire Police
E06000017|Rutland|East Midlands|E23000021|Leicestershire Police
E06000018|Nottingham|East Midlands|E23000019|Nottinghamshire Police
E06000019|Herefordshire|West Midlands|E23000016|West Mercia Police
E06000020|Telford and Wrekin|West Midlands|E23000016|West Mercia Police
E06000021|Stoke-on-Trent|West Midlands|E23000015|Staffordshire Police
E06000022|Bath and North East Somerset|South West|E23000036|Avon and Somerset Police
E06000023|City of Bristol|South West|E23000036|Avon and Somerset Police
E06000024|North Somerset|South West|E23000036|Avon and Somerset Police
E06000025|South Gloucestershire|South West|E23000036|Avon and Somerset Police
E06000026|Plymouth|South West|E23000035|Devon and Cornwall Police
E06000027|Torbay|South West|E23000035|Devon and Cornwall Police
E06000030|Swindon|South West|E23000038|Wiltshire Police
E06000031|Peterborough|East of England|E23000023|Cambridgeshire Constabulary
E06000032|Luton|East of England|E23000026|Bedfordshire Police
E06000033|Southend-on-Sea|East of England|E23000028|Essex Police
E06000034|Thurrock|East of England|E23000028|Essex Police
E06000035|Medway|South East|E23000032|Kent Police
E06000036|Bracknell Forest|South East|E23000029|Thames Valley Police
E06000037|West Berkshire|South East|E23000029|Thames Valley Police
E06000038|Reading|South East|E23000029|Thames Valley Police
E06000039|Slough|South East|E23000029|Thames Valley Police
E06000040|Windsor and Maidenhead|South East|E23000029|Thames Valley Police
E06000041|Wokingham|South East|E23000029|Thames Valley Police
E06000042|Milton Keynes|South East|E23000029|Thames Valley Police
E06000043|Brighton and Hove|South East|E23000033|Sussex Police
E06000044|Portsmouth|South East|E23000030|Hampshire and Isle of Wight Constabulary
E06000045|Southampton|South East|E23000030|Hampshire and Isle of Wight Constabulary
E06000046|Isle of Wight|South East|E23000030|Hampshire and Isle of Wight Constabulary
E06000047|County Durham|North East|E23000008|Durham Constabulary
E06000049|Cheshire East|North West|E23000006|Cheshire Constabulary
E06000050|Cheshire West and Chester|North West|E23000006|Cheshire Constabulary
E06000051|Shropshire|West Midlands|E23000016|West Mercia Police
E06000052|Cornwall|South West|E23000035|Devon and Cornwall Police
E06000053|Isles of Scilly|South West|E23000035|Devon and Cornwall Police
E06000054|Wiltshire|South West|E23000038|Wiltshire Police
E06000055|Bedford|East of England|E23000026|Bedfordshire Police
E06000056|Central Bedfordshire|East of England|E23000026|Bedfordshire Police
E06000057|Northumberland|North East|E23000007|Northumbria Police
E06000058|Bournemouth, Christchurch and Poole|South West|E23000039|Dorset Police
E06000059|Dorset Council|South West|E23000039|Dorset Police
E06000060|Buckinghamshire|South East|E23000029|Thames Valley Police
E06000061|North Northamptonshire|East Midlands|E23000022|Northamptonshire Police
E06000062|West Northamptonshire|East Midlands|E23000022|Northamptonshire Police
E06000063|Cumberland|North West|E23000002|Cumbria Constabulary
E06000064|Westmorland and Furness|North West|E23000002|Cumbria Constabulary
E06000065|North Yorkshire|Yorkshire and The Humber|E23000009|North Yorkshire Police
E06000066|Somerset|South West|E23000036|Avon and Somerset Police
E08000001|Bolton|North West|E23000005|Greater Manchester Police
E08000002|Bury|North West|E23000005|Greater Manchester Police
E08000003|Manchester|North West|E23000005|Greater Manchester Police
E08000004|Oldham|North West|E23000005|Greater Manchester Police
E08000005|Rochdale|North West|E23000005|Greater Manchester Police
E08000006|Salford|North West|E23000005|Greater Manchester Police
E08000007|Stockport|North West|E23000005|Greater Manchester Police
E08000008|Tameside|North West|E23000005|Greater Manchester Police
E08000009|Trafford|North West|E23000005|Greater Manchester Police
E08000010|Wigan|North West|E23000005|Greater Manchester Police
E08000011|Knowsley|North West|E23000004|Merseyside Police
E08000012|Liverpool|North West|E23000004|Merseyside Police
E08000013|St. Helens|North West|E23000004|Merseyside Police
E08000014|Sefton|North West|E23000004|Merseyside Police
E08000015|Wirral|North West|E23000004|Merseyside Police
E08000016|Barnsley|Yorkshire and The Humber|E23000011|South Yorkshire Police
E08000017|Doncaster|Yorkshire and The Humber|E23000011|South Yorkshire Police
E08000018|Rotherham|Yorkshire and The Humber|E23000011|South Yorkshire Police
E08000019|Sheffield|Yorkshire and The Humber|E23000011|South Yorkshire Police
E08000021|Newcastle upon Tyne|North East|E23000007|Northumbria Police
E08000022|North Tyneside|North East|E23000007|Northumbria Police
E08000023|South Tyneside|North East|E23000007|Northumbria Police
E08000024|Sunderland|North East|E23000007|Northumbria Police
E08000025|Birmingham|West Midlands|E23000014|West Midlands Police
E08000026|Coventry|West Midlands|E23000014|West Midlands Police
E08000027|Dudley|West Midlands|E23000014|West Midlands Police
E08000028|Sandwell|West Midlands|E23000014|West Midlands Police
E08000029|Solihull|West Midlands|E23000014|West Midlands Police
E08000030|Walsall|West Midlands|E23000014|West Midlands Police
E08000031|Wolverhampton|West Midlands|E23000014|West Midlands Police
E08000032|Bradford|Yorkshire and The Humber|E23000010|West Yorkshire Police
E08000033|Calderdale|Yorkshire and The Humber|E23000010|West Yorkshire Police
E08000034|Kirklees|Yorkshire and The Humber|E23000010|West Yorkshire Police
E08000035|Leeds|Yorkshire and The Humber|E23000010|West Yorkshire Police
E08000036|Wakefield|Yorkshire and The Humber|E23000010|West Yorkshire Police
E08000037|Gateshead|North East|E23000007|Northumbria Police
E09000001|City of London|London|E23000034|City of London Police
E09000002|Barking and Dagenham|London|E23000001|Metropolitan Police Service
E09000003|Barnet|London|E23000001|Metropolitan Police Service
E09000004|Bexley|London|E23000001|Metropolitan Police Service
E09000005|Brent|London|E23000001|Metropolitan Police Service
E09000006|Bromley|London|E23000001|Metropolitan Police Service
E09000007|Camden|London|E23000001|Metropolitan Police Service
E09000008|Croydon|London|E23000001|Metropolitan Police Service
E09000009|Ealing|London|E23000001|Metropolitan Police Service
E09000010|Enfield|London|E23000001|Metropolitan Police Service
E09000011|Greenwich|London|E23000001|Metropolitan Police Service
E09000012|Hackney|London|E23000001|Metropolitan Police Service
E09000013|Hammersmith and Fulham|London|E23000001|Metropolitan Police Service
E09000014|Haringey|London|E23000001|Metropolitan Police Service
E09000015|Harrow|London|E23000001|Metropolitan Police Service
E09000016|Havering|London|E23000001|Metropolitan Police Service
E09000017|Hillingdon|London|E23000001|Metropolitan Police Service
E09000018|Hounslow|London|E23000001|Metropolitan Police Service
E09000019|Islington|London|E23000001|Metropolitan Police Service
E09000020|Kensington and Chelsea|London|E23000001|Metropolitan Police Service
E09000021|Kingston upon Thames|London|E23000001|Metropolitan Police Service
E09000022|Lambeth|London|E23000001|Metropolitan Police Service
E09000023|Lewisham|London|E23000001|Metropolitan Police Service
E09000024|Merton|London|E23000001|Metropolitan Police Service
E09000025|Newham|London|E23000001|Metropolitan Police Service
E09000026|Redbridge|London|E23000001|Metropolitan Police Service
E09000027|Richmond upon Thames|London|E23000001|Metropolitan Police Service
E09000028|Southwark|London|E23000001|Metropolitan Police Service
E09000029|Sutton|London|E23000001|Metropolitan Police Service
E09000030|Tower Hamlets|London|E23000001|Metropolitan Police Service
E09000031|Waltham Forest|London|E23000001|Metropolitan Police Service
E09000032|Wandsworth|London|E23000001|Metropolitan Police Service
E09000033|Westminster|London|E23000001|Metropolitan Police Service
E10000003|Cambridgeshire|East of England|E23000023|Cambridgeshire Constabulary
E10000007|Derbyshire|West Midlands|E23000018|Derbyshire Constabulary
E10000008|Devon|South West|E23000035|Devon and Cornwall Police
E10000011|East Sussex|South East|E23000033|Sussex Police
E10000012|Essex|East of England|E23000028|Essex Police
E10000013|Gloucestershire|South West|E23000037|Gloucestershire Constabulary
E10000014|Hampshire|South East|E23000030|Hampshire and Isle of Wight Constabulary
E10000015|Hertfordshire|East of England|E23000027|Hertfordshire Constabulary
E10000016|Kent|South East|E23000032|Kent Police
E10000017|Lancashire|North West|E23000003|Lancashire Constabulary
E10000018|Leicestershire|East Midlands|E23000021|Leicestershire Police
E10000019|Lincolnshire|Yorkshire and The Humber|E23000020|Lincolnshire Police
E10000020|Norfolk|East of England|E23000024|Norfolk Constabulary
E10000024|Nottinghamshire|East Midlands|E23000019|Nottinghamshire Police
E10000025|Oxfordshire|South East|E23000029|Thames Valley Police
E10000028|Staffordshire|West Midlands|E23000015|Staffordshire Police
E10000029|Suffolk|East of England|E23000025|Suffolk Constabulary
E10000030|Surrey|South East|E23000031|Surrey Police
E10000031|Warwickshire|West Midlands|E23000017|Warwickshire Police
E10000032|West Sussex|South East|E23000033|Sussex Police
E10000034|Worcestershire|West Midlands|E23000016|West Mercia Police
W06000001|Isle of Anglesey|Wales|W15000001|North Wales Police
W06000002|Gwynedd|Wales|W15000001|North Wales Police
W06000003|Conwy|Wales|W15000001|North Wales Police
W06000004|Denbighshire|Wales|W15000001|North Wales Police
W06000005|Flintshire|Wales|W15000001|North Wales Police
W06000006|Wrexham|Wales|W15000001|North Wales Police
W06000008|Ceredigion|Wales|W15000004|Dyfed-Powys Police
W06000009|Pembrokeshire|Wales|W15000004|Dyfed-Powys Police
W06000010|Carmarthenshire|Wales|W15000004|Dyfed-Powys Police
W06000011|Swansea|Wales|W15000003|South Wales Police
W06000012|Neath Port Talbot|Wales|W15000003|South Wales Police
W06000013|Bridgend|Wales|W15000003|South Wales Police
W06000014|The Vale of Glamorgan|Wales|W15000003|South Wales Police
W06000015|Cardiff|Wales|W15000003|South Wales Police
W06000016|Rhondda Cynon Taff|Wales|W15000003|South Wales Police
W06000018|Caerphilly|Wales|W15000002|Gwent Police
W06000019|Blaenau Gwent|Wales|W15000002|Gwent Police
W06000020|Torfaen|Wales|W15000002|Gwent Police
W06000021|Monmouthshire|Wales|W15000002|Gwent Police
W06000022|Newport|Wales|W15000002|Gwent Police
W06000023|Powys|Wales|W15000004|Dyfed-Powys Police
W06000024|Merthyr Tydfil|Wales|W15000003|South Wales Police
`;

/** The area of one authority with children's services, and the police force whose area it lies in. */
export interface DemonstrationArea {
  /** Place in the table, from 0. */
  number: number;
  code: string;
  name: string;
  region: string;
  forceId: string;
  forceName: string;
}

/** All areas, in the order of their codes. */
export const AREAS: readonly DemonstrationArea[] = TABLE.trim()
  .split('\n')
  .map((row, number) => {
    const [code = '', name = '', region = '', forceId = '', forceName = ''] = row.split('|');
    return { number, code, name, region, forceId, forceName };
  });

const AREA_OF_CODE = new Map(AREAS.map((area) => [area.code, area]));

/** The area with a GSS code. Throws when there is none. */
export function getArea(code: string): DemonstrationArea {
  const area = AREA_OF_CODE.get(code);
  if (area === undefined) throw new RangeError(`unknown area code \`${code}\``);
  return area;
}
