import { describe, expect, it } from 'vitest';
import { withChoices } from './with-choices.ts';

describe('withChoices', () => {
  it('lets the last choice of a key win and leaves the others', () => {
    const chosen = withChoices({ language: 'en', app: { catalogueView: 'grid' } }, [{ theme: 'dark' }, { language: 'zh' }, { app: { catalogueView: 'list' } }, { theme: 'light' }]);
    expect(chosen).toEqual({ language: 'zh', theme: 'light', app: { catalogueView: 'list' } });
  });

  it('takes a key of null away', () => {
    expect(withChoices({ language: 'en', app: { catalogueView: 'grid' } }, [{ language: null, app: { catalogueView: null } }])).toEqual({ app: {} });
  });
});
