/** What a role may do with records of a doctype, at a level of their fields. */
interface Permission {
  readonly role: string;
  readonly permlevel: number;
  readonly read?: 1;
  readonly write?: 1;
  readonly create?: 1;
  readonly delete?: 1;
}

interface DocField {
  readonly fieldname: string;
  readonly fieldtype: 'Data' | 'Select' | 'Datetime' | 'Link' | 'Check';
  readonly label: string;
  readonly permlevel: number;
  readonly reqd: 0 | 1;
  readonly options?: string;
  readonly default?: string;
}

export interface DocType {
  readonly name: string;
  readonly fields: readonly DocField[];
  readonly permissions: readonly Permission[];
}

const field = (
  fieldname: string,
  fieldtype: DocField['fieldtype'],
  more: Partial<DocField> = {},
): DocField => ({ fieldname, fieldtype, label: fieldname, permlevel: 0, reqd: 0, ...more });

const all = { read: 1, write: 1, create: 1, delete: 1 } as const;
const hr = ['System Manager', 'HR Manager', 'HR User'];

/** As HRMS and the badge app install them, as far as anybody asks. */
export const standardDoctypes: readonly DocType[] = [
  {
    name: 'Employee Checkin',
    fields: [
      field('employee', 'Link', { reqd: 1, options: 'Employee', label: 'Employee' }),
      field('log_type', 'Select', { options: '\nIN\nOUT', label: 'Log Type' }),
      field('time', 'Datetime', { reqd: 1, default: 'Now', permlevel: 1, label: 'Time' }),
      field('device_id', 'Data', { label: 'Location / Device ID' }),
      field('skip_auto_attendance', 'Check'),
    ],
    permissions: [
      ...hr.map((role) => ({ role, permlevel: 0, ...all })),
      { role: 'Employee', permlevel: 0, ...all },
      ...hr.map((role) => ({ role, permlevel: 1, read: 1, write: 1 }) as const),
      { role: 'Employee', permlevel: 1, read: 1 },
    ],
  },
  {
    name: 'Employee',
    fields: [
      field('employee_name', 'Data'),
      field('status', 'Select', { options: 'Active\nInactive\nLeft' }),
      field('user_id', 'Link', { options: 'User' }),
      field('attendance_device_id', 'Data'),
      field('employee_number', 'Data'),
    ],
    permissions: [
      ...hr.map((role) => ({ role, permlevel: 0, ...all })),
      { role: 'Employee', permlevel: 0, read: 1 },
    ],
  },
  {
    name: 'Allocation Of Badge',
    fields: [field('rfid', 'Data'), field('user', 'Data'), field('customer', 'Data')],
    permissions: [{ role: 'Badge Reader', permlevel: 0, read: 1 }],
  },
  {
    name: 'History Of Passage',
    fields: [
      field('user', 'Data'),
      field('customer', 'Data'),
      field('rfid', 'Data', { reqd: 1 }),
      field('date', 'Datetime', { reqd: 1 }),
      field('type', 'Select', { options: 'None\nIn\nOut' }),
      field('is_paired', 'Check'),
    ],
    permissions: [{ role: 'Badge Reader', permlevel: 0, read: 1, write: 1, create: 1 }],
  },
  {
    name: 'Door Log',
    fields: [
      field('person', 'Data', { reqd: 1 }),
      field('at', 'Datetime', { reqd: 1 }),
      field('badgeuse_id', 'Data'),
      field('source', 'Data'),
    ],
    permissions: [{ role: 'Badge Reader', permlevel: 0, ...all }],
  },
];
