// Enhances pages that work without it.
import {
  Button,
  ErrorSummary,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from 'govuk-frontend';

document.body.classList.add('js-enabled', 'govuk-frontend-supported');
for (const component of [Button, ErrorSummary, NotificationBanner, Radios, ServiceNavigation, SkipLink]) {
  createAll(component);
}

/** `MISSING_REPORTED` as `Missing reported`. */
function sentence(code) {
  const text = code.toLowerCase().replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/London' });
const SHOWN = 10;

/** Says what happens while the page is open. It reads nothing more: what is new, whoever looks brings in by a link. */
function follow(section) {
  const list = section.querySelector('ol');
  let cursor = null;
  let source;
  const take = ({ data }) => {
    const event = JSON.parse(data).data?.childEvents;
    if (!event) return;
    cursor = event.cursor;
    const line = document.createElement('li');
    const link = document.createElement('a');
    link.className = 'govuk-link';
    link.href = `/children/${encodeURIComponent(event.child.id)}`;
    link.textContent = sentence(event.type);
    line.append(`${TIME.format(new Date(event.occurredAt))} `, link, `, ${event.owner.name}`);
    list.prepend(line);
    while (list.children.length > SHOWN) list.lastElementChild.remove();
    section.hidden = false;
  };
  const open = () => {
    const after = cursor === null ? '' : `?after=${encodeURIComponent(cursor)}`;
    source = new EventSource(`${section.dataset.events}${after}`);
    source.addEventListener('open', () => section.setAttribute('data-following', 'true'));
    source.addEventListener('next', take);
    source.addEventListener('complete', () => source.close());
    // The browser comes again by itself, but from where it began; we know the last place.
    source.addEventListener('error', () => {
      const isRefused = source.readyState === EventSource.CLOSED;
      source.close();
      if (!isRefused) setTimeout(open, 2_000 + Math.random() * 3_000);
    });
  };
  open();
  addEventListener('pagehide', () => source.close());
}

for (const section of document.querySelectorAll('[data-events]')) follow(section);
