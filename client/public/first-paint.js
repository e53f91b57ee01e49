// Runs before the first paint, so that a remembered colour scheme never flashes. A file of its own because the
// page's content security policy forbids inline scripts.
(function () {
  let scheme = null;
  try {
    scheme = localStorage.getItem('passerby.color-scheme');
  } catch {
    // Storage is blocked: follow the system.
  }
  if (scheme !== 'light' && scheme !== 'dark') {
    scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
})();
