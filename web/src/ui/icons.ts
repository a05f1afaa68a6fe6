/** Line drawings on a grid of 24, stroke 2. `mirrored` ones point along the reading direction. */
export const icons = {
  alert: 'M12 4 2.8 20h18.4zM12 10v4M12 17h.01',
  back: 'M15 5l-7 7 7 7',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4',
  book: 'M5 4h13v16H6.5A1.5 1.5 0 0 1 5 18.5zM5 18.5A1.5 1.5 0 0 1 6.5 17H18M9 8h5',
  box: 'M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  device: 'M4 5h16v11H4zM9 20h6M12 16v4',
  down: 'M6 9l6 6 6-6',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  edit: 'M5 19l1-4L16 5l3 3L9 18zM14 7l3 3',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  forward: 'M9 5l7 7-7 7',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5M12 8h.01',
  key: 'M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11 12.200l9-9M16 7l3 3M14 9.200l2 2',
  leave: 'M10 4H5v16h5M15 8l4 4-4 4M9 12h10',
  menu: 'M4 6h16M4 12h16M4 18h16',
  minus: 'M5 12h14',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  people: 'M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM3 20c0-3.500 2.500-5.500 6-5.500s6 2 6 5.500M16 5.500a3.200 3.200 0 0 1 0 6M18 15c2 .7 3 2.500 3 5',
  place: 'M12 21s7-6.200 7-11a7 7 0 0 0-14 0c0 4.800 7 11 7 11zM12 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  plus: 'M12 5v14M5 12h14',
  printer: 'M7 9V4h10v5M7 17H4v-7h16v7h-3M7 14h10v6H7z',
  receipt: 'M6 3l2 1.500L10 3l2 1.500L14 3l2 1.500L18 3v18l-2-1.500L14 21l-2-1.500L10 21l-2-1.500L6 21zM9 9h6M9 13h6',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4 4',
  tag: 'M4 4h8l8 8-8 8-8-8zM8.500 8.500h.01',
  theme: 'M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18',
  till: 'M4 10h16l1 10H3zM7 10V4h10v6M8 14h.01M12 14h.01M16 14h.01M8 17h8',
  today: 'M4 20V10M10 20V4M16 20v-7M21 20H3',
  trash: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5',
  undo: 'M9 6L4 11l5 5M4 11h10a6 6 0 0 1 0 9h-3',
  upload: 'M12 16V5M7 9l5-5 5 5M5 20h14',
  x: 'M6 6l12 12M18 6L6 18'
} as const;

export type IconName = keyof typeof icons;

export const mirrored: ReadonlySet<IconName> = new Set(['back', 'forward', 'leave', 'undo']);
