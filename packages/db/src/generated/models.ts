// Written by `npm run gen` from the models in prisma/.
import type { SessionKind } from './kysely/enums.ts'
import type { Model, Relation } from '../model.ts'

/** The rows of each model as TypeScript sees them, and its relations. */
export interface Models {
  Article: {
    columns: {
      id: string
      slug: string
      title: string
      description: string
      body: string
      authorId: string
      publishedAt: Date | null
      createdAt: Date
      updatedAt: Date
      version: number
    }
    relations: {
      author: Relation<'User', 'one'>
      tags: Relation<'ArticleTag', 'many'>
    }
    optional: 'publishedAt' | 'createdAt' | 'updatedAt' | 'version'
  }
  Event: {
    columns: {
      id: string
      type: string
      subject: string
      actorType: string
      actorId: string | null
      keyId: string | null
      impersonatorId: string | null
      requestId: string
      before: unknown | null
      after: unknown | null
      createdAt: Date
    }
    relations: {}
    optional: 'actorId' | 'keyId' | 'impersonatorId' | 'before' | 'after' | 'createdAt'
  }
  IdempotencyKey: {
    columns: {
      hash: string
      inputHash: string
      answer: unknown | null
      createdAt: Date
    }
    relations: {}
    optional: 'answer' | 'createdAt'
  }
  Place: {
    columns: {
      id: string
      code: string
      name: string
      country: string
      region: string
      district: string
      latitude: number
      longitude: number
      createdAt: Date
      updatedAt: Date
      version: number
    }
    relations: {}
    optional: 'region' | 'district' | 'createdAt' | 'updatedAt' | 'version'
  }
  SavedView: {
    columns: {
      id: string
      userId: string
      resource: string
      name: string
      query: string
      createdAt: Date
      updatedAt: Date
      version: number
    }
    relations: {
      user: Relation<'User', 'one'>
    }
    optional: 'createdAt' | 'updatedAt' | 'version'
  }
  Session: {
    columns: {
      id: string
      userId: string
      kind: SessionKind
      tokenHash: string
      name: string | null
      userAgent: string | null
      address: string | null
      createdAt: Date
      lastUsedAt: Date
      expiresAt: Date
    }
    relations: {
      user: Relation<'User', 'one'>
    }
    optional: 'kind' | 'name' | 'userAgent' | 'address' | 'createdAt' | 'lastUsedAt'
  }
  OneTimeToken: {
    columns: {
      tokenHash: string
      purpose: string
      identifier: string
      createdAt: Date
      expiresAt: Date
    }
    relations: {}
    optional: 'createdAt'
  }
  SignInLimit: {
    columns: {
      key: string
      failures: number
      blockedUntil: Date
    }
    relations: {}
    optional: never
  }
  SigningKey: {
    columns: {
      purpose: string
      key: string
      createdAt: Date
    }
    relations: {}
    optional: 'createdAt'
  }
  Tag: {
    columns: {
      id: string
      name: string
      createdAt: Date
    }
    relations: {
      articles: Relation<'ArticleTag', 'many'>
    }
    optional: 'createdAt'
  }
  ArticleTag: {
    columns: {
      articleId: string
      position: number
      tagId: string
    }
    relations: {
      article: Relation<'Article', 'one'>
      tag: Relation<'Tag', 'one'>
    }
    optional: never
  }
  User: {
    columns: {
      id: string
      email: string
      emailVerified: Date | null
      name: string
      username: string
      bio: string
      picture: string | null
      isOperator: boolean
      createdAt: Date
      updatedAt: Date
      version: number
    }
    relations: {
      articles: Relation<'Article', 'many'>
      password: Relation<'Password', 'optional'>
      savedViews: Relation<'SavedView', 'many'>
      sessions: Relation<'Session', 'many'>
    }
    optional: 'emailVerified' | 'bio' | 'picture' | 'isOperator' | 'createdAt' | 'updatedAt' | 'version'
  }
  Password: {
    columns: {
      userId: string
      hash: string
      updatedAt: Date
    }
    relations: {
      user: Relation<'User', 'one'>
    }
    optional: 'updatedAt'
  }
}

export const models: Record<string, Model> = {
  Article: {
    name: 'Article',
    table: 'articles',
    columns: {
      id: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      slug: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      title: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      description: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      body: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      authorId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      publishedAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: true, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      updatedAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      version: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 1 },
    },
    relations: {
      author: { model: 'User', kind: 'one', from: ['authorId'], to: ['id'] },
      tags: { model: 'ArticleTag', kind: 'many', from: ['id'], to: ['articleId'] },
    },
    id: ['id'],
    uniques: [['slug']],
  },
  Event: {
    name: 'Event',
    table: 'events',
    columns: {
      id: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      type: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      subject: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      actorType: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      actorId: { type: 'String', sql: 'uuid', isNullable: true, isList: false, hasDefault: false },
      keyId: { type: 'String', sql: 'uuid', isNullable: true, isList: false, hasDefault: false },
      impersonatorId: { type: 'String', sql: 'uuid', isNullable: true, isList: false, hasDefault: false },
      requestId: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      before: { type: 'Json', sql: 'jsonb', isNullable: true, isList: false, hasDefault: false },
      after: { type: 'Json', sql: 'jsonb', isNullable: true, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
    },
    relations: {},
    id: ['id'],
    uniques: [],
  },
  IdempotencyKey: {
    name: 'IdempotencyKey',
    table: 'idempotency_keys',
    columns: {
      hash: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      inputHash: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      answer: { type: 'Json', sql: 'jsonb', isNullable: true, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
    },
    relations: {},
    id: ['hash'],
    uniques: [],
  },
  Place: {
    name: 'Place',
    table: 'places',
    columns: {
      id: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      code: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      name: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      country: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      region: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: true, preset: '' },
      district: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: true, preset: '' },
      latitude: { type: 'Float', sql: 'double precision', isNullable: false, isList: false, hasDefault: false },
      longitude: { type: 'Float', sql: 'double precision', isNullable: false, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      updatedAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      version: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 1 },
    },
    relations: {},
    id: ['id'],
    uniques: [['code']],
  },
  SavedView: {
    name: 'SavedView',
    table: 'saved_views',
    columns: {
      id: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      userId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      resource: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      name: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      query: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      updatedAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      version: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 1 },
    },
    relations: {
      user: { model: 'User', kind: 'one', from: ['userId'], to: ['id'] },
    },
    id: ['id'],
    uniques: [['resource', 'userId', 'name']],
  },
  Session: {
    name: 'Session',
    table: 'sessions',
    columns: {
      id: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      userId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      kind: { type: 'SessionKind', sql: '"SessionKind"', isNullable: false, isList: false, hasDefault: true, values: ['browser', 'token'], preset: 'browser' },
      tokenHash: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      name: { type: 'String', sql: 'text', isNullable: true, isList: false, hasDefault: false },
      userAgent: { type: 'String', sql: 'text', isNullable: true, isList: false, hasDefault: false },
      address: { type: 'String', sql: 'text', isNullable: true, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      lastUsedAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      expiresAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: false },
    },
    relations: {
      user: { model: 'User', kind: 'one', from: ['userId'], to: ['id'] },
    },
    id: ['id'],
    uniques: [['tokenHash']],
  },
  OneTimeToken: {
    name: 'OneTimeToken',
    table: 'one_time_tokens',
    columns: {
      tokenHash: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      purpose: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      identifier: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      expiresAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: false },
    },
    relations: {},
    id: ['tokenHash'],
    uniques: [],
  },
  SignInLimit: {
    name: 'SignInLimit',
    table: 'sign_in_limits',
    columns: {
      key: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      failures: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: false },
      blockedUntil: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: false },
    },
    relations: {},
    id: ['key'],
    uniques: [],
  },
  SigningKey: {
    name: 'SigningKey',
    table: 'signing_keys',
    columns: {
      purpose: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      key: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
    },
    relations: {},
    id: ['purpose'],
    uniques: [],
  },
  Tag: {
    name: 'Tag',
    table: 'tags',
    columns: {
      id: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      name: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
    },
    relations: {
      articles: { model: 'ArticleTag', kind: 'many', from: ['id'], to: ['tagId'] },
    },
    id: ['id'],
    uniques: [['name']],
  },
  ArticleTag: {
    name: 'ArticleTag',
    table: 'article_tags',
    columns: {
      articleId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      position: { type: 'Int', sql: 'smallint', isNullable: false, isList: false, hasDefault: false },
      tagId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
    },
    relations: {
      article: { model: 'Article', kind: 'one', from: ['articleId'], to: ['id'] },
      tag: { model: 'Tag', kind: 'one', from: ['tagId'], to: ['id'] },
    },
    id: ['articleId', 'position'],
    uniques: [],
  },
  User: {
    name: 'User',
    table: 'users',
    columns: {
      id: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      email: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      emailVerified: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: true, isList: false, hasDefault: false },
      name: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      username: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      bio: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: true, preset: '' },
      picture: { type: 'String', sql: 'text', isNullable: true, isList: false, hasDefault: false },
      isOperator: { type: 'Boolean', sql: 'boolean', isNullable: false, isList: false, hasDefault: true, preset: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      updatedAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      version: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 1 },
    },
    relations: {
      articles: { model: 'Article', kind: 'many', from: ['id'], to: ['authorId'] },
      password: { model: 'Password', kind: 'optional', from: ['id'], to: ['userId'] },
      savedViews: { model: 'SavedView', kind: 'many', from: ['id'], to: ['userId'] },
      sessions: { model: 'Session', kind: 'many', from: ['id'], to: ['userId'] },
    },
    id: ['id'],
    uniques: [['email'], ['username']],
  },
  Password: {
    name: 'Password',
    table: 'passwords',
    columns: {
      userId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      hash: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      updatedAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
    },
    relations: {
      user: { model: 'User', kind: 'one', from: ['userId'], to: ['id'] },
    },
    id: ['userId'],
    uniques: [],
  },
}
